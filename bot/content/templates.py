"""The WhatsApp templates that the program sends by itself: only their names; bodies stand in templates.yaml."""

MESSAGE_WAITING = "message_waiting"
"""An answer waits for a word of the person."""

LESSON_READY = "lesson_ready"
"""In place of a push."""

REQUIRED_TEMPLATES = (MESSAGE_WAITING, LESSON_READY)
