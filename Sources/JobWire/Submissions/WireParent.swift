// What a follow-up waits for: another job or a batch; inside AfterSpec and ParentView.

/// A job or a batch that a follow-up waits for.
public enum WireParent: Sendable, Hashable {
  case job(Int64)
  case batch(Int64)

  /// The fields that name one.
  fileprivate static let kinds = ["job", "batch"]
}

extension JSONWriter {
  /// The parent as a field `job` or a field `batch`.
  mutating func parent(_ parent: WireParent) {
    switch parent {
    case .job(let id): field("job", id)
    case .batch(let id): field("batch", id)
    }
  }
}

extension ObjectReader {
  /// The parent named by exactly one of the fields `job` and `batch`.
  mutating func parent() -> WireParent {
    let job = integer("job", in: 1 ... .max)
    let batch = integer("batch", in: 1 ... .max)
    exactlyOne(of: WireParent.kinds)
    return batch.map { .batch($0) } ?? .job(job ?? 0)
  }
}
