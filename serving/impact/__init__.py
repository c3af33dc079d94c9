"""Whether talking helped: the waiting list of a trial, what followed, and what it cost."""
