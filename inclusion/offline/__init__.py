"""What is written without a network and sent later: the queue's door, its kinds, its machinery."""
