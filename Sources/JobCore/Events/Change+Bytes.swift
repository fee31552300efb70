// What a change takes in memory, roughly: by it the ring and what followers hold are bounded.

extension Change {
  /// Bytes that are kept for it.
  var keptBytes: Int {
    switch self {
    case .job(let change):
      switch change.detail {
      case nil: Self.jobBytes
      case .progress(let progress): Self.jobBytes + Self.detailBytes + (progress.note?.utf8.count ?? 0)
      case .labels(let old, let new): Self.jobBytes + 2 * Self.detailBytes + old.keptBytes + new.keptBytes
      }
    case .batch: Self.boxBytes
    case .queue(let status, _, _):
      status.settings.callbacks.reduce(Self.boxBytes) { $0 + Self.detailBytes + $1.keptBytes }
    case .schedule(let schedule, _, let before, _):
      Self.boxBytes + Self.outlineBytes * (schedule.spec.job.outlineCount + (before?.spec.job.outlineCount ?? 0))
    }
  }

  private static let jobBytes = MemoryLayout<Change>.stride
  private static let detailBytes = 96
  private static let boxBytes = 512
  private static let outlineBytes = 1_024
}

extension JobLabels {
  fileprivate var keptBytes: Int { (name?.utf8.count ?? 0) + tags.keptBytes }
}

extension [String: String] {
  /// Bytes that are kept for tags.
  var keptBytes: Int { reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count + 64 } }
}
