// The settings of a queue in a few words, for tables and for answers to `queue set`.

import JobWire

/// Words for queues.
enum QueueText {
  /// What is special about a queue: "paused, 10/1s, at most 100 waiting".
  static func remarks(_ queue: QueueView) -> String {
    var parts: [String] = []
    if queue.paused { parts.append(PauseText.words(queue.pause)) }
    if let rate = queue.rate { parts.append(words(rate)) }
    if let max = queue.maxQueued { parts.append("at most \(max) waiting") }
    if let aging = queue.aging { parts.append("aging \(aging)") }
    if let timeout = queue.defaultTimeout { parts.append("timeout \(timeout)") }
    if let user = queue.runAs { parts.append("run as \(user)") }
    if let count = queue.callbacks?.count, count > 0 {
      parts.append("\(count) \(count == 1 ? "callback" : "callbacks")")
    }
    return parts.joined(separator: ", ")
  }

  /// "10/1s" or "10/1s:20"
  static func words(_ rate: RateSpec) -> String {
    "\(rate.count)/\(rate.per)" + (rate.burst.map { ":\($0)" } ?? "")
  }

  /// Whom it tells of the ends of its jobs, a line each: "ci: https://example.com/hook (failure)"
  static func callbacks(_ queue: QueueView) -> [String] {
    (queue.callbacks ?? []).map { "\(queue.name): \(CallbackText.line($0))" }
  }

  /// All that a change of settings answers: "Queue build has 2 slots, 10/1s."
  static func sentence(_ queue: QueueView) -> String {
    let slots = queue.slots.map { "has \($0) \($0 == 1 ? "slot" : "slots")" } ?? "uses all slots of the daemon"
    let rest = remarks(queue)
    return "Queue \(queue.name) \(slots)" + (rest.isEmpty ? "." : ", \(rest).")
  }
}
