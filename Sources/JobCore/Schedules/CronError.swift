// Why a cron expression was not taken.

/// A cron expression that cannot be used; `detail` names the field and the value.
struct CronError: Error, Hashable, Sendable {
  let detail: String

  init(_ detail: String) {
    // The text may be anybody's, and of any length.
    self.detail = String(decoding: detail.utf8.prefix(300), as: UTF8.self)
  }
}
