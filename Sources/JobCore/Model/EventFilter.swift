// Which changes a follower hears of.

/// A selection of changes; parts that are left out do not restrict.
///
/// A change of a job is meant if the job matches now or matched before it. What happens to batches, queues and schedules
/// is meant if the filter names that batch, queue or schedule, or nothing at all.
public struct EventFilter: Hashable, Sendable {
  /// The jobs; with `limits`, nothing that lies outside of them is told. Times of ends, attempts and texts are for lists.
  public var jobs = JobFilter()
  /// Jobs that are in their state for this reason: that of `jobs`.
  public var reason: Reason? {
    get { jobs.reason }
    set { jobs.reason = newValue }
  }
  /// Jobs whose latest attempt ended with this exit code: that of `jobs`.
  public var exitCode: Int32? {
    get { jobs.exitCode }
    set { jobs.exitCode = newValue }
  }

  /// Everything.
  public init() {}

  /// It narrows nothing, but for what its reader may see.
  var namesNothing: Bool {
    var empty = JobFilter()
    empty.limits = jobs.limits
    return jobs == empty
  }
}
