// The options of a job that is a request: what is asked, and what counts as its success.

import ArgumentParser
import JobWire

/// A request instead of a command.
struct HTTPOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Make a request to this URL.", valueName: "url"))
  var http: String?

  @Option(help: ArgumentHelp("The method. Default: GET, or POST with a body.", valueName: "method"))
  var method: String?

  @Option(
    help: ArgumentHelp("A header field; may be repeated.", valueName: "name: value"), transform: HTTPOptions.header)
  var header: [OptionReading.Pair] = []

  @Option(
    help: ArgumentHelp("The body; @FILE takes it from a file, @- from stdin.", valueName: "text"))
  var body: String?

  @Option(
    help: ArgumentHelp("Which answers are a success, such as 200,300-399. Default: 200-299.", valueName: "codes"),
    transform: HTTPOptions.statuses)
  var expectStatus: [StatusRange]?

  @Option(
    help: ArgumentHelp("A regular expression that must be found in the body of the answer.", valueName: "pattern"))
  var expectBody: String?

  @Option(help: ArgumentHelp("How many redirects to follow, up to 10. Default: 0.", valueName: "count"))
  var followRedirects: Int?

  func validate() throws {
    let isAnything =
      method != nil || !header.isEmpty || body != nil || expectStatus != nil || expectBody != nil
      || followRedirects != nil
    if http == nil, isAnything {
      throw ValidationError(
        "--method, --header, --body, --expect-status, --expect-body and --follow-redirects need --http.")
    }
  }

  /// The request; `nil` where none was asked for.
  func spec() throws -> HTTPSpec? {
    guard let http else { return nil }
    var headers: [String: String]?
    if !header.isEmpty { headers = Dictionary(header.map { ($0.name, $0.value) }) { _, last in last } }
    return HTTPSpec(
      url: http, method: method, headers: headers, body: try text(), expectStatus: expectStatus,
      expectBody: expectBody, followRedirects: followRedirects)
  }

  private func text() throws -> String? {
    guard let body, body.hasPrefix("@") else { return body }
    let bytes = try InputFile.read(String(body.dropFirst()))
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ValidationError("--body \(body): a body must be text in UTF-8.")
    }
    return text
  }

  @Sendable private static func header(_ text: String) throws -> OptionReading.Pair {
    guard let colon = text.firstIndex(of: ":"), colon > text.startIndex else {
      throw ValidationError("it must have the form \"Name: value\"")
    }
    let value = text[text.index(after: colon)...].drop { $0 == " " }
    return OptionReading.Pair(name: String(text[..<colon]), value: String(value))
  }

  @Sendable private static func statuses(_ text: String) throws -> [StatusRange] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard ends.count <= 2, let first = ends[0], let last = ends[ends.count - 1], (100...599).contains(first),
        (first...599).contains(last)
      else { throw ValidationError("it must be status codes and ranges from 100 to 599, such as 200,300-399") }
      return StatusRange(first: first, last: last)
    }
  }
}
