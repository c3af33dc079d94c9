"""All subjects of the feature set."""

from features.against_team import AGAINST_TEAM
from features.assignment_history import ASSIGNMENT_HISTORY
from features.cohort import COHORT
from features.columns import Subject
from features.company_pay import COMPANY_PAY
from features.engagement import ENGAGEMENT
from features.holidays import HOLIDAYS
from features.manager import MANAGER
from features.manager_departures import MANAGER_DEPARTURES
from features.one_on_ones import ONE_ON_ONES
from features.pay import PAY
from features.position import POSITION
from features.recognition import RECOGNITION
from features.reviews import REVIEWS
from features.team import TEAM
from features.tenure import TENURE
from features.workload import WORKLOAD

SUBJECTS: tuple[Subject, ...] = (
    POSITION,
    TENURE,
    COHORT,
    ASSIGNMENT_HISTORY,
    PAY,
    COMPANY_PAY,
    REVIEWS,
    MANAGER,
    MANAGER_DEPARTURES,
    TEAM,
    WORKLOAD,
    HOLIDAYS,
    ENGAGEMENT,
    RECOGNITION,
    ONE_ON_ONES,
    AGAINST_TEAM,
)
"""In the order in which they are built: each after those that it needs."""
