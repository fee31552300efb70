// What an operator reads of jobs that cannot be read: once for each, as it ends.

import Logging

extension UnreadableJob {
  static func say(_ id: JobID, _ fault: SpecFault, _ logger: Logger) {
    logger.error(
      "a job has failed, because what was submitted of it cannot be read; submit it again",
      metadata: [LogKeys.jobID: "\(id)", LogKeys.error: "\(fault.parts)"])
  }
}
