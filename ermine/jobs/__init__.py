"""What the commands do: each job reads like the story it tells and is started with real parts."""
