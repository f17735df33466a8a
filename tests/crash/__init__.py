"""Does anything get lost, doubled or out of order when the real server is killed at random moments?"""
