// Why a cron expression was not taken.

/// A cron expression that cannot be used; `detail` names the field and the value.
public struct CronError: Error, Hashable, Sendable {
  public let detail: String

  init(_ detail: String) {
    self.detail = detail
  }
}
