"""Running it day by day: watching the inbox, the services of one machine, health, notices."""
