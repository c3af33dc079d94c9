"""KPIs of employee relations: what each means, how it is counted, and how sure one can be. No store and no clock."""
