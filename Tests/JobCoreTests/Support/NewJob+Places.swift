// Jobs of other places than this process, as tests submit them.

@testable import JobCore

extension NewJob {
  /// A job of the handler `far`, which remote workers carry out.
  static func far(_ change: (inout NewJob) -> Void = { _ in }) -> NewJob {
    var job = NewJob(.handler(name: "far", payload: nil))
    job.executor = Lane.remoteExecutor
    change(&job)
    return job
  }

  /// A job that runs nothing.
  static func external(_ change: (inout NewJob) -> Void = { _ in }) -> NewJob {
    var job = NewJob(.external)
    change(&job)
    return job
  }
}
