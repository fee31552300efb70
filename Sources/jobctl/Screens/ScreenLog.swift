// The end of a job's output on a screen.

import JobClient
import JobWire

/// What a job has written last.
struct ScreenLog: Sendable {
  /// Lines that are read: more than most screens have.
  private static let linesMax: Int64 = 200
  private static let tabWidth = 8

  let id: Int64
  var lines: [String]
  /// It is being read again.
  var isReading = false

  init(id: Int64, lines: [String] = []) { (self.id, self.lines) = (id, lines) }

  /// The end of it, so many lines that a screen may show.
  var page: ScreenPage {
    ScreenPage(heading: ["Output of job \(id)", ""], rows: lines.map { ScreenRow(text: $0) })
  }

  static func read(_ id: Int64, _ client: JobClient) async -> [String] {
    do {
      let output = try await lines(id, .stdout, client)
      let errors = try await lines(id, .stderr, client)
      if errors.isEmpty { return output.isEmpty ? ["(nothing yet)"] : output }
      return output + ["", "stderr:"] + errors
    } catch {
      return [ScreenAction.words(error)]
    }
  }

  private static func lines(_ id: Int64, _ stream: LogRequest.Stream, _ client: JobClient) async throws -> [String] {
    var bytes: [UInt8] = []
    for try await part in try await client.log(id, LogRequest(stream: stream, tail: linesMax)) { bytes += part }
    return shown(bytes)
  }

  /// Lines of text, without colours.
  static func shown(_ bytes: [UInt8]) -> [String] {
    var screen = LogScreen(hasColor: false)
    let text = String(decoding: screen.take(bytes) + screen.finish(), as: UTF8.self)
    let tab = String(repeating: " ", count: tabWidth)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
      String($0).replacing("\t", with: tab)
    }
    return lines.last == "" ? lines.dropLast() : lines
  }
}
