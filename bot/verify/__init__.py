"""The public pages where anybody may ask whether a paper of ours is real."""
