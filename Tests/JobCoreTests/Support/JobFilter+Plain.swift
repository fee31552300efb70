// What a filter says, one job at a time.

@testable import JobCore

extension JobFilter {
  /// Without any way into a table: lists are compared with it, and a store in memory makes its own by it.
  func matches(_ job: Job) -> Bool {
    (states?.contains(job.state) ?? true) && (queue == nil || queue == job.queue)
      && (kind == nil || kind == job.kind) && limits.contains(JobRealm(queue: job.queue, kind: job.kind))
      && (batch == nil || batch == job.batch) && (schedule == nil || schedule == job.schedule)
      && (nameGlob.map { NameGlob($0).matches(job.name) } ?? true)
      && tags.allSatisfy { job.tags[$0.key] == $0.value }
      && (since.map { job.createdAt >= $0 } ?? true) && (until.map { job.createdAt < $0 } ?? true)
  }
}
