// The daemon as a service of systemd: of the user, and for root of the machine.

import JobClient

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The unit jobd.service.
struct SystemdUnit {
  static let name = "jobd.service"
  private let words: [String]
  private let environment: [String]
  /// Where systemctl may be.
  private let search: String

  /// Whether the manager is that of the machine.
  let isSystem: Bool

  init(isRoot: Bool = geteuid() == 0, search: String? = EnvironmentVariable.value("PATH")) throws(CommandFailure) {
    self.search = search ?? ""
    isSystem = isRoot
    words = isRoot ? ["systemctl"] : ["systemctl", "--user"]
    environment = try LocalCommand.entries([:])
  }

  /// What a person types to do this.
  var command: String { (words + ["start", "jobd"]).joined(separator: " ") }

  /// Whether there is a manager that answers, and the unit.
  func isKnown() async throws(CommandFailure) -> Bool {
    let show: (status: Int32, output: String, errors: String)
    do throws(CommandFailure) {
      show = try await run(["show", "--property=LoadState", "--value", Self.name])
    } catch {
      // There is no systemctl here.
      if error.status == .command(127) { return false }
      throw error
    }
    return show.status == 0 && show.output.split(separator: "\n").first == "loaded"
  }

  /// Returns once the unit is active, which is when jobd is ready.
  func start() async throws(CommandFailure) {
    let start = try await run(["start", Self.name])
    if start.status == 0 { return }
    let lines = start.errors.split(separator: "\n").prefix(20).map { "\n  \($0)" }.joined()
    throw CommandFailure(
      .other, "`\(command)` failed" + (lines.isEmpty ? "." : ":\(lines)"),
      hint: "See why with `journalctl \(isSystem ? "" : "--user ")-u jobd`.")
  }

  private func run(
    _ arguments: [String]
  ) async throws(CommandFailure) -> (status: Int32, output: String, errors: String) {
    let places = search.split(separator: ":").map { "\($0)/systemctl" }
    return try await BackgroundProgram.outcome(places, words + arguments, environment: environment, directory: nil)
  }
}
