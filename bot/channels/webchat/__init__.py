"""Web chat: our own page and the small protocol it speaks; described in docs/webchat.md."""
