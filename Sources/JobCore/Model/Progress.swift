// How far a running job says it is.

/// A progress report.
public struct Progress: Hashable, Sendable {
  /// 0…1.
  public let fraction: Double?
  /// Of `total`; both 0 or more, `done` never above `total`.
  public let done: Int64?
  /// What `done` counts towards.
  public let total: Int64?
  /// What it is doing, in a few words.
  public let note: String?
  /// When it was said.
  public let at: Timestamp

  /// A report that has been checked: a fraction, or `done` of `total`, or a note alone.
  ///
  /// - Errors: what is wrong with it, in the names of the wire.
  public init(
    fraction: Double? = nil, done: Int64? = nil, total: Int64? = nil, note: String? = nil, at: Timestamp
  ) throws(ProgressFault) {
    if let fraction {
      // False for NaN as well.
      guard fraction >= 0 && fraction <= 1 else { throw ProgressFault("fraction", "must be from 0 to 1") }
      if done != nil || total != nil { throw ProgressFault("fraction", "cannot be given together with done and total") }
    } else if done == nil && total == nil && note == nil {
      throw ProgressFault("fraction", "must be given, or done and total, or a note")
    }
    if let done, done < 0 { throw ProgressFault("done", "must not be negative") }
    if let total {
      if total < 0 { throw ProgressFault("total", "must not be negative") }
      guard let done else { throw ProgressFault("done", "must be given together with total") }
      if done > total { throw ProgressFault("done", "must not be more than total") }
    }
    if let note, note.utf8.count > Limits.progressNoteBytesMax {
      throw ProgressFault("note", "must have at most \(Limits.progressNoteBytesMax) bytes")
    }
    self.fraction = fraction ?? Self.share(done, total)
    self.done = done
    self.total = total
    self.note = note
    self.at = at
  }

  /// As stored: checked before it was written.
  init(stored fraction: Double?, _ done: Int64?, _ total: Int64?, _ note: String?, at: Timestamp) {
    self.fraction = fraction
    self.done = done
    self.total = total
    self.note = note
    self.at = at
  }

  private static func share(_ done: Int64?, _ total: Int64?) -> Double? {
    guard let done, let total else { return nil }
    return total == 0 ? 1 : Double(done) / Double(total)
  }
}

/// What is wrong with a progress report.
public struct ProgressFault: Error, Hashable, Sendable {
  /// The field, by its name on the wire.
  public let field: String
  /// What is wrong with it.
  public let detail: String

  init(_ field: String, _ detail: String) {
    self.field = field
    self.detail = detail
  }
}
