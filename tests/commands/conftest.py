"""The databases, for this folder."""

from tests.databases import *  # noqa: F403 - fixtures
