import Subprocess
import Metrics
import Logging
import CSQLite
