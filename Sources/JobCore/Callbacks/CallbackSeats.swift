// Which receivers are called at the same time: one that does not answer holds up only itself. A value behind the loop's
// lock.

/// The calls that are under way, by whose end they tell of and by receiver.
struct CallbackSeats {
  /// Jobs and batches whose callbacks are called at once.
  private let callsMax: Int
  private var owners: Set<Parent> = []
  private var calls: [CallbackReceiver: Int] = [:]
  private var commandCount = 0
  /// Receivers that took long the last time: one call at a time, until they have answered soon again.
  private var slow: Set<CallbackReceiver> = []

  init(callsMax: Int = Limits.callbackCallsMax) {
    self.callsMax = callsMax
  }

  /// Whether there is room for anybody.
  var hasRoom: Bool { owners.count < callsMax }

  func isCalled(_ owner: Parent) -> Bool { owners.contains(owner) }

  /// Takes a seat with each of these receivers, or none of them.
  mutating func take(_ owner: Parent, _ receivers: Set<CallbackReceiver>) -> Bool {
    guard hasRoom, receivers.allSatisfy({ calls[$0, default: 0] < max($0) }) else { return false }
    let commands = receivers.count(where: \.isCommand)
    if commands > 0 && commandCount + commands > Limits.callbackCommandsMax { return false }
    owners.insert(owner)
    commandCount += commands
    for receiver in receivers { calls[receiver, default: 0] += 1 }
    return true
  }

  mutating func giveBack(_ owner: Parent, _ receivers: Set<CallbackReceiver>) {
    owners.remove(owner)
    for receiver in receivers {
      if receiver.isCommand { commandCount -= 1 }
      let left = calls[receiver, default: 1] - 1
      calls[receiver] = left > 0 ? left : nil
    }
  }

  /// How long a receiver took.
  mutating func note(_ receiver: CallbackReceiver, tookMicros: Int64) {
    if tookMicros < Limits.callbackSlowMicros {
      slow.remove(receiver)
    } else if slow.count < Limits.callbackSlowReceiversMax {
      slow.insert(receiver)
    }
  }

  private func max(_ receiver: CallbackReceiver) -> Int {
    slow.contains(receiver) ? 1 : receiver.isCommand ? Limits.callbacksPerCommandMax : Limits.callbacksPerHostMax
  }
}

/// A receiver, as far as one that is slow makes others slow: all URLs of one host are one.
enum CallbackReceiver: Hashable, Sendable {
  /// Scheme, host and port of a URL.
  case origin(String)
  /// A command with its arguments.
  case command([String])

  init(_ target: Callback.Target) {
    switch target {
    case .url(let url):
      // What is between the scheme's slashes and the next one; the URL was checked when it was taken.
      let scheme = url.firstIndex(of: ":") ?? url.startIndex
      let start = url.index(scheme, offsetBy: 3, limitedBy: url.endIndex) ?? url.endIndex
      let end = url[start...].firstIndex { "/?#".contains($0) } ?? url.endIndex
      self = .origin(url[..<end].lowercased())
    case .command(let argv): self = .command(argv)
    }
  }

  var isCommand: Bool { if case .command = self { true } else { false } }
}
