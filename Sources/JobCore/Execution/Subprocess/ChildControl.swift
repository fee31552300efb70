// What can be asked of a command that this process has started itself.

/// A child, by what reaches its processes and what is its standard input.
struct ChildControl: RunningCommand {
  let teardown: ProcessTeardown
  /// `nil` if it is not interactive.
  let input: InputPipe?

  func signal(_ number: Int32) -> Bool { teardown.signal(number) }

  func freeze() { teardown.freeze() }

  func thaw() { teardown.thaw() }

  func send(_ bytes: [UInt8], isLast: Bool, within micros: Int64) async -> InputAnswer {
    guard let input else { return .refused(.notInteractive) }
    return await input.send(bytes, isLast: isLast, within: micros)
  }
}
