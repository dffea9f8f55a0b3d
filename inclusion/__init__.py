"""Inclusion: one chain of evidence, from the donation of a computer to the officer's approval."""

from inclusion.celery import app as celery_app

__all__ = ["celery_app"]
