"""The scene of the walks, built once for each process: every step leaves it as it was."""

import pytest

from tests.standing import standing
from tests.walk.scene import build_scene


@pytest.fixture(scope="package")
def scene(django_db_setup, django_db_blocker):
    """Stands for as long as somebody walks."""
    with standing(django_db_blocker), pytest.MonkeyPatch.context() as patch:
        yield build_scene(patch)
