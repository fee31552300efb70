// On which end of a job something happens: a follow-up starts, a callback is called.

/// A condition on the end of a job or of a batch.
///
/// `failure` is the complement of `success`: an end that is not a success is one that somebody may want to clean up
/// after, whether the job failed, was cancelled, or was skipped because something before it did.
public enum EndCondition: Int, CaseIterable, Codable, Sendable {
  /// It succeeded; of a batch: every member did.
  case success = 1
  /// It ended in any other way: failed, cancelled or skipped; of a batch: at least one member did.
  case failure = 2
  /// It ended.
  case any = 3

  /// The name used on the wire.
  public var name: String {
    switch self {
    case .success: "success"
    case .failure: "failure"
    case .any: "any"
    }
  }

  /// The condition of that name; `nil` if there is none.
  public init?(name: String) {
    guard let condition = EndCondition.allCases.first(where: { $0.name == name }) else { return nil }
    self = condition
  }

  /// Whether an end that was a success, or was not, meets the condition.
  public func isMet(bySuccess isSuccess: Bool) -> Bool {
    switch self {
    case .success: isSuccess
    case .failure: !isSuccess
    case .any: true
    }
  }
}
