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
      && (finishedSince.map { since in job.finishedAt.map { $0 >= since } ?? false } ?? true)
      && (finishedUntil.map { until in job.finishedAt.map { $0 < until } ?? false } ?? true)
      && (reason == nil || reason == job.reason) && (exitCode == nil || exitCode == job.exitCode)
      && (attempts?.contains(job.attempt) ?? true)
  }

  /// Whether the text is in what is shown of the job.
  ///
  /// - Parameter group: the name of its batch.
  func hasText(_ job: Job, batch: String? = nil) -> Bool {
    guard let text else { return true }
    if text == "\(job.id)" { return !isSearch }
    var places: [String?] = [job.givenName, CommandText.line(job.work)]
    for value in job.tags.values { places.append(value) }
    if isSearch { places += [job.schedule, limits.isEmpty ? batch : nil] }
    return places.compactMap { $0?.lowercased() }.contains { $0.contains(text.lowercased()) }
  }
}
