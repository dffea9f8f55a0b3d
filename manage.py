#!/usr/bin/env python
"""Commands. Without DATABASE_URL they use the demo's servers, started if need be."""

import os
import sys

# These read the settings, never the data.
WITHOUT_DATABASE = {"check", "collectstatic", "diffsettings", "findstatic", "help", "version"}


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inclusion.settings.dev")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if not os.environ.get("DATABASE_URL"):
        from inclusion.demo.servers import ServerFailed, provide_environment

        is_question = command in WITHOUT_DATABASE or {"-h", "--help", "--version"} & set(sys.argv)
        try:
            provide_environment(running=not is_question)
        except ServerFailed as failure:
            sys.exit(f"✗ {failure}")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
