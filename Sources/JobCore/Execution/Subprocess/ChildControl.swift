// What can be asked of a command that this process has started itself.

/// A child, by what reaches its processes and what is its standard input.
struct ChildControl: RunningCommand {
  let teardown: ProcessTeardown
  /// `nil` if it is not interactive.
  let input: InputPipe?
  /// As whom it runs; `nil` is as this process.
  let user: String?

  func signal(_ number: Int32) -> Bool { teardown.signal(number) }

  func freeze() { teardown.freeze() }

  func thaw() { teardown.thaw() }

  func send(_ order: InputOrder) async -> InputAnswer {
    if let wanted = order.user, wanted != user { return .refused(.otherUser) }
    guard let input else { return .refused(.notInteractive) }
    return await input.send(order.bytes, isLast: order.isLast, within: order.waitMicros)
  }
}
