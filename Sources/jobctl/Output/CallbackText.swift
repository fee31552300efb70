// A callback in one line, for a job's page and for `callback list`.

import JobWire

/// Words for callbacks.
enum CallbackText {
  /// "3  https://example.com/hook (failure): due in 5s, tried 2 times: status 503"
  static func line(_ callback: CallbackView, at moment: Moment) -> String {
    let target = target(callback.url, callback.argv)
    let end = callback.queue.map { "\(callback.on.rawValue), queue \($0)" } ?? callback.on.rawValue
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

  private static func target(_ url: String?, _ argv: [String]?) -> String {
    url ?? argv.map(ShellWords.joined) ?? "-"
  }
}
