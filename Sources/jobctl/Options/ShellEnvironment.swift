// The environment of the shell that submits, for --env-all: what a command needs to run as it would run here, without
// what a job would keep for a week that nobody meant to write down.

import JobClient

/// All variables of this process.
struct ShellEnvironment: Equatable {
  /// Those that go along.
  var taken: [String: String] = [:]
  /// The names of those that look secret, in their order.
  var left: [String] = []

  /// What an environment holds at most, by far.
  private static let bytesMax = 8 << 20
  /// What says where the shell is, and what the daemon says itself.
  private static let passing: Set<String> = ["PWD", "OLDPWD", "SHLVL", "_"]
  /// Parts of the names of secrets, as the daemon masks them in its answers.
  private static let secretWords = ["PASS", "SECRET", "TOKEN", "KEY", "CREDENTIAL", "AUTH", "PRIVATE", "COOKIE"]
  private static let namedMax = 20

  /// Of what this process was started with.
  static func read() throws(CommandFailure) -> ShellEnvironment {
    do throws(FileBytes.Failure) {
      return ShellEnvironment(entries: try FileBytes.read("/proc/self/environ", bytesMax: bytesMax))
    } catch {
      throw CommandFailure(
        .other, "The environment cannot be read from /proc/self/environ.", hint: "Name variables with --env NAME.")
    }
  }

  /// `NAME=value` and a zero byte, again and again.
  init(entries: [UInt8]) {
    for entry in entries.split(separator: 0) {
      guard let text = String(validating: entry, as: UTF8.self), let middle = text.firstIndex(of: "=") else { continue }
      let name = String(text[..<middle])
      if !Self.isPlain(name) || name.hasPrefix("JOBD_") || Self.passing.contains(name) { continue }
      if Self.isSecret(name) { left.append(name) } else { taken[name] = String(text[text.index(after: middle)...]) }
    }
  }

  /// Functions that a shell exports have other names, and are nobody else's.
  private static func isPlain(_ name: String) -> Bool {
    name.first?.isNumber == false
      && name.utf8.allSatisfy { byte in
        let letter = byte | 0x20
        return letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "z") || byte == UInt8(ascii: "_")
          || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
      }
  }

  static func isSecret(_ name: String) -> Bool {
    let upper = name.uppercased()
    return upper.hasSuffix("PWD") || secretWords.contains { upper.contains($0) }
  }

  /// Says which variables have stayed here.
  static func note(leftOut names: [String]) -> String? {
    guard let first = names.first else { return nil }
    let more = names.count > namedMax ? " and \(names.count - namedMax) more" : ""
    return "jobctl: left out, because the names look secret: \(names.prefix(namedMax).joined(separator: ", "))\(more); "
      + "--env \(first) takes one along"
  }
}
