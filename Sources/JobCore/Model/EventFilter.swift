// Which changes a follower hears of.

/// A selection of changes; parts that are left out do not restrict.
///
/// A change of a job is meant if the job matches now or matched before it. What happens to batches, queues and schedules
/// is meant if the filter names that batch, queue or schedule, or nothing at all.
public struct EventFilter: Hashable, Sendable {
  /// The jobs; with `limits`, nothing that lies outside of them is told.
  public var jobs = JobFilter()
  /// Jobs that are in their state for this reason.
  public var reason: Reason?
  /// Jobs whose latest attempt ended with this exit code.
  public var exitCode: Int32?

  /// Everything.
  public init() {}

  /// It narrows nothing, but for what its reader may see.
  var namesNothing: Bool {
    var empty = JobFilter()
    empty.limits = jobs.limits
    return jobs == empty && reason == nil && exitCode == nil
  }
}
