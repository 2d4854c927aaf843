"""What is refused, what is asked, what is proposed."""
