// A callback in one line, for a job's page and for `callback list`.

import JobWire

/// Words for callbacks.
enum CallbackText {
  /// "3  https://example.com/hook (failure): due in 5s, tried 2 times: status 503"
  static func line(_ callback: CallbackView, at moment: Moment) -> String {
    let target = target(callback.url, callback.argv)
    var end = callback.on.rawValue
    if let queue = callback.queue { end += ", queue \(queue)" }
    if callback.isDefault == true { end += ", every job" }
    var text = "\(callback.id)  \(target) (\(end)): \(callback.state)"
    if callback.state == "due", let next = callback.nextAt {
      text += next <= moment.now ? " now" : " \(moment.distance(to: next))"
    }
    if let at = callback.deliveredAt { text += " \(moment.age(of: at)) ago" }
    if callback.tries > 0 { text += ", tried \(callback.tries) \(callback.tries == 1 ? "time" : "times")" }
    if let error = callback.lastError { text += ": \(error)" }
    return text
  }

  /// Whom a queue tells: "https://example.com/hook (failure)"
  static func line(_ callback: CallbackSpec) -> String {
    "\(target(callback.url, callback.argv)) (\((callback.on ?? .any).rawValue))"
  }

  /// Whom the end of every job is told to, in a sentence: an answer to `notify set` and `notify clear`.
  static func sentence(_ settings: SettingsView) -> String {
    if settings.callbacks.isEmpty { return "Nobody is told of the end of every job." }
    return "The end of every job is told to \(settings.callbacks.map { line($0) }.joined(separator: ", "))."
  }

  /// What is to be known beside them.
  static func remark(_ settings: SettingsView) -> String? {
    switch settings.callbacksSource {
    case .settings: nil
    case .configuration: "The configuration of the daemon says so (callbacks.default)."
    case .unreadable: "What is stored cannot be read: nobody is told until it is set anew with `jobctl notify set`."
    }
  }

  private static func target(_ url: String?, _ argv: [String]?) -> String {
    url ?? argv.map(ShellWords.joined) ?? "-"
  }
}
