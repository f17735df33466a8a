"""WhatsApp Cloud API: two pure files that translate, two that talk to Meta. Nothing of it is seen above."""
