"""How often a page asks where a job is: first after 300 ms, then backing off to 2 s."""

import re


def polling(request):
    """What the fragment of a job's progress needs to ask again: its delay, and the next count."""
    asked = request.GET.get("n", "")
    polls = min(int(asked), 20) if re.fullmatch(r"[0-9]{1,6}", asked) else 0
    return {"delay": min(300 * 2**polls, 2000), "next_poll": polls + 1}
