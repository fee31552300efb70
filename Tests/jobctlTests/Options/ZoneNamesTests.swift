// Time zones as people type them.

import ArgumentParser
import Foundation
import Testing

@testable import jobctl

@Suite struct ZoneNamesTests {
  /// A directory of zone files with a few zones, and its names.
  private func made() throws -> (zones: ZoneNames, directory: URL) {
    let directory = FileManager.default.temporaryDirectory.appending(path: "zones-\(UUID().uuidString)")
    let names = ["Europe/Berlin", "Europe/London", "America/New_York", "America/Indiana/Knox", "Etc/GMT", "GMT", "UTC"]
    for name in names + ["CET"] {
      let file = directory.appending(path: name)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data().write(to: file)
    }
    return (ZoneNames(directory: directory.path), directory)
  }

  @Test(arguments: [
    ("Europe/Berlin", "Europe/Berlin"), ("europe/BERLIN", "Europe/Berlin"), ("america/new york", "America/New_York"),
    ("america/indiana/knox", "America/Indiana/Knox"), ("utc", "UTC"), ("gmt", "Etc/GMT"), ("cet", "CET"),
  ]) func aZoneIsFoundInAnyCase(text: String, name: String) throws {
    let (zones, directory) = try made()
    defer { try? FileManager.default.removeItem(at: directory) }
    #expect(try zones.zone(text) == name)
  }

  @Test(arguments: [
    ("Berlin", "Europe/Berlin"), ("Europe/Berln", "Europe/Berlin"), ("Erope/Berlin", "Europe/Berlin"),
    ("europe/new_york", "America/New_York"), ("londn", "Europe/London"),
  ]) func theZoneThatWasMeantIsNamed(text: String, meant: String) throws {
    let (zones, directory) = try made()
    defer { try? FileManager.default.removeItem(at: directory) }
    #expect { try zones.zone(text) } throws: {
      ($0 as? ValidationError)?.message == "there is no time zone '\(text)'; did you mean '\(meant)'?"
    }
  }

  /// The daemon may know more than this machine; it refuses what it does not know.
  @Test(arguments: ["Mars/Olympus", "../etc/passwd", "Europe", "a/b/c/d", ""])
  func whatIsNotKnownHereIsLeftToTheDaemon(text: String) throws {
    let (zones, directory) = try made()
    defer { try? FileManager.default.removeItem(at: directory) }
    #expect(try zones.zone(text) == text)
    #expect(try ZoneNames(directory: "/nonexistent").zone(text) == text)
  }
}
