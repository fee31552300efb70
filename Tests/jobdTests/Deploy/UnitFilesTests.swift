// The systemd units that are shipped: accepted by systemd itself, and in agreement with the daemon's own limits.

import Foundation
import JobCore
import Testing

@testable import jobd

@Suite struct UnitFilesTests {
  private static let hasAnalyzer = FileManager.default.isExecutableFile(atPath: "/usr/bin/systemd-analyze")

  @Test(.enabled(if: hasAnalyzer, "systemd-analyze is not installed"), arguments: ["", "user/"])
  func systemdAcceptsTheUnits(scope: String) throws {
    let directory = try TemporaryDirectory()
    // The units name the installed program; what is checked here is the units.
    let units = try ["jobd.service", "jobd.socket"].map { name in
      let text = try Repository.text("deploy/systemd/\(scope)\(name)")
      return try directory.file(name, text.replacing("/usr/bin/jobd", with: JobdProcess.path))
    }
    let variables = "PATH=/usr/bin:/bin HOME='\(directory.path)' XDG_RUNTIME_DIR='\(directory.path)'"
    let options = "--man=no" + (scope.isEmpty ? "" : " --user")
    let files = units.map { "'\($0)'" }.joined(separator: " ")
    // popen rather than Foundation's Process, which crashes when the tests beside this one hold many descriptors.
    let pipe = try #require(popen("env -i \(variables) systemd-analyze verify \(options) \(files) 2>&1", "r"))
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = fread(&buffer, 1, buffer.count, pipe)
    let said = String(decoding: buffer[..<count], as: UTF8.self)
    #expect(pclose(pipe) == 0, "\(said)")
    #expect(said.isEmpty, "\(said)")
  }

  @Test(arguments: ["", "user/"]) func stopTimeoutFitsTheDrain(scope: String) throws {
    let unit = try Repository.text("deploy/systemd/\(scope)jobd.service")
    let stop = try #require(value("TimeoutStopSec", in: unit).flatMap { Int64($0) })
    let config = DaemonConfig(dataDirectory: "", listen: [], isListenDefault: true, slots: 1, tokensFile: "")
    #expect(stop * 1_000_000 >= config.drainMicros + config.graceMicros + 15_000_000)
    // Any other mode would take SIGTERM to the jobs before jobd could drain them.
    #expect(value("KillMode", in: unit) == "mixed")
    // The default stops the daemon when one job runs out of memory.
    #expect(value("OOMPolicy", in: unit) == "continue")
    #expect(value("Type", in: unit) == "notify")
    #expect(value("WatchdogSec", in: unit) != nil)
  }

  @Test func restartIsNotTriedWhereItCannotHelp() throws {
    let unit = try Repository.text("deploy/systemd/jobd.service")
    let prevented = value("RestartPreventExitStatus", in: unit)?.split(separator: " ").compactMap { Int32($0) }
    let hopeless: [DaemonFailure] = [
      .configuration(.invalid([])), .store(.corrupt(path: "", message: "")),
      .store(.newer(path: "", found: 2, supported: 1)),
    ]
    for failure in hopeless { #expect(prevented?.contains(failure.exitCode) == true) }
    let passing = DaemonFailure.store(.inUse(path: "", holder: ""))
    #expect(prevented?.contains(passing.exitCode) == false)
  }

  /// A disk that is full when the machine starts is free one day, and jobd has to be there then.
  @Test(arguments: ["", "user/"]) func startIsTriedUntilTheDiskIsFree(scope: String) throws {
    let unit = try Repository.text("deploy/systemd/\(scope)jobd.service")
    #expect(value("StartLimitIntervalSec", in: unit) == "0")
    #expect(value("Restart", in: unit) == "on-failure")
    let pause = try #require(value("RestartSec", in: unit).flatMap { Int($0) })
    #expect((2...10).contains(pause), "not a busy loop, and not a long absence after a crash")
    let full = DaemonFailure.store(.full(path: "", message: "")).exitCode
    let prevented = value("RestartPreventExitStatus", in: unit)?.split(separator: " ").compactMap { Int32($0) }
    #expect(prevented?.contains(full) == false)
  }

  @Test func socketsOfUnitsAreWhereClientsLook() throws {
    #expect(value("ListenStream", in: try Repository.text("deploy/systemd/jobd.socket")) == "%t/jobd/jobd.sock")
    #expect(value("ListenStream", in: try Repository.text("deploy/systemd/user/jobd.socket")) == "%t/jobd.sock")
  }

  private func value(_ key: String, in unit: String) -> String? {
    unit.split(separator: "\n").last { $0.hasPrefix("\(key)=") }.map { String($0.dropFirst(key.count + 1)) }
  }
}
