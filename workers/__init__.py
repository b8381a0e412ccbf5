"""The processes beside the web: workers, which do the jobs, and the scheduler, which asks for them when they are due."""
