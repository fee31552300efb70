// The narrowest filter for one job: events cannot be asked for by id, and a daemon may have many jobs.

import JobWire

extension JobFilterWire {
  /// What this job is by now, and hardly any other. When the job is changed, so that it leaves the filter, there is an
  /// event that says so.
  static func only(_ job: JobView) -> JobFilterWire {
    var filter = JobFilterWire()
    filter.queue = job.queue
    filter.kind = job.kind
    filter.batch = job.batch
    filter.name = literal(job.name)
    return filter
  }

  /// A pattern that only this text matches.
  private static func literal(_ text: String) -> String {
    text.map { "*?[".contains($0) ? "[\($0)]" : "\($0)" }.joined()
  }
}
