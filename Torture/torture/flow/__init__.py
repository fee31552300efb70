"""Programs of jobs that wait for one another, on asyncio and on jobd."""
