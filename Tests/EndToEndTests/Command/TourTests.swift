// The tour of the README does what it says, pasted into a shell as it stands.

import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(3))) struct TourTests {
  private func blocks() throws -> (tour: String, curl: String) {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardized
    let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    let section = try #require(readme.split(separator: "## A tour\n").last?.split(separator: "\n## ").first)
    let blocks = section.split(separator: "```").map(String.init).enumerated().filter { $0.offset % 2 == 1 }
    try #require(blocks.count == 2)
    return (blocks[0].element, blocks[1].element)
  }

  /// Every line ends well, from the start of the daemon on, and job 3 is the one that the tour cancels.
  @Test func tourCanBePasted() async throws {
    let scratch = try Scratch()
    let (tour, curl) = try blocks()
    try FileManager.default.createDirectory(atPath: scratch.file("here"), withIntermediateDirectories: false)
    for name in ["backup", "deploy", "announce"] { _ = try await scratch.program("here/\(name)", "#!/bin/sh\n") }
    try "test:\n\ttrue\n".write(toFile: scratch.file("here/Makefile"), atomically: false, encoding: .utf8)
    let script = """
      cd \(scratch.file("here"))
      echo a | gzip > a.gz; echo b | gzip > b.gz
      PATH=\(URL(filePath: BuiltProgram.jobd).deletingLastPathComponent().path):$PATH
      set -e
      trap 'kill $(jobctl info --json | tr , "\\n" | grep pid | tr -dc 0-9); wait' EXIT
      \(tour.replacing("/tmp/here.tgz", with: scratch.file("here.tgz")))
      jobctl status 3 --json > \(scratch.file("third"))
      \(curl)
      """
    // Where a user's daemon has its things. Root's are elsewhere, unless a service manager says where.
    let places = [
      "XDG_RUNTIME_DIR": scratch.path, "XDG_STATE_HOME": scratch.path, "RUNTIME_DIRECTORY": scratch.path,
      "STATE_DIRECTORY": scratch.file("jobd"), "HOME": scratch.path,
    ]
    let shell = try Program(["/bin/sh", "-c", script], environment: places)
    defer { shell.send(SIGKILL) }
    #expect(try await shell.exit(within: .seconds(120)) == 0, "\(shell.output)\n\(shell.errors)")
    #expect(scratch.text("third").contains(#""state":"cancelled""#), "\(scratch.text("third"))")
    #expect(shell.output.contains(#""name":"job-"#), "what curl has submitted: \(shell.output)")
  }
}
