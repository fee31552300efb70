// The example of JobClient in the README, so that it compiles.

import Foundation
import JobClient
import Testing

func makeReport(with client: JobClient) async throws -> [UInt8] {
  let job = try await client.submit(SubmitRequest(argv: ["make", "report"]))
  _ = try await job.wait()
  return try await job.result().bytes
}

@Suite struct ReadmeExampleTests {
  @Test func readmeHasThisCode() throws {
    let here = URL(filePath: #filePath)
    let root = (0..<4).reduce(here) { path, _ in path.deletingLastPathComponent() }
    let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    let code = try String(contentsOf: here, encoding: .utf8)
    let blocks = readme.components(separatedBy: "```swift\n").dropFirst().compactMap {
      $0.components(separatedBy: "```").first
    }.filter { $0.contains("JobClient") }
    #expect(blocks.count == 1)
    for block in blocks { #expect(code.contains(block), "not compiled: \(block)") }
  }
}
