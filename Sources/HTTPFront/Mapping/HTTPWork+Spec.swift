// The request of an http job, between the wire and the engine; its secrets are masked on the way out.

import JobCore
import JobWire

extension HTTPWork {
  init(_ spec: HTTPSpec) {
    self.init(url: spec.url)
    method = spec.method
    headers = spec.headers ?? [:]
    body = spec.body.map { Array($0.utf8) }
    expectStatus = spec.expectStatus?.map { $0.first...$0.last } ?? []
    expectBody = spec.expectBody
    redirectsMax = spec.followRedirects ?? 0
  }
}

extension HTTPSpec {
  init(masking work: HTTPWork, for sight: URLSight) {
    self.init(
      url: MaskedURL.text(of: work.url, for: sight), method: work.method,
      headers: work.headers.isEmpty ? nil : Self.masked(work.headers),
      // What is not text came from somewhere else than the wire.
      body: work.body.map { String(validating: $0, as: UTF8.self) ?? "\(SpecView.mask) (\($0.count) bytes)" },
      expectStatus: work.expectStatus.isEmpty
        ? nil : work.expectStatus.map { StatusRange(first: $0.lowerBound, last: $0.upperBound) },
      expectBody: work.expectBody, followRedirects: work.redirectsMax == 0 ? nil : work.redirectsMax)
  }

  /// Headers without the values that would let somebody in.
  fileprivate static func masked(_ headers: [String: String]) -> [String: String] {
    Dictionary(uniqueKeysWithValues: headers.map { ($0.key, isSecret($0.key) ? SpecView.mask : $0.value) })
  }

  /// Whether a header of this name is shown with a mask.
  static func isSecret(_ name: String) -> Bool {
    switch name.lowercased() {
    case "cookie", "set-cookie": true
    // These have a word in their names that sounds secret, and are not.
    case "idempotency-key", "www-authenticate": false
    default: SecretName.isMeant(by: name)
    }
  }
}

extension HTTPAnswerView {
  init(_ answer: HTTPAnswer, for sight: URLSight) {
    var headers: [String: String] = [:]
    for header in answer.headers {
      let name = header.name.lowercased()
      let value = Self.urlHeaders.contains(name) ? MaskedURL.text(of: header.value, for: sight) : header.value
      headers[name, default: ""] += (headers[name] == nil ? "" : ", ") + value
    }
    self.init(
      status: answer.status, headers: HTTPSpec.masked(headers), url: MaskedURL.text(of: answer.url, for: sight))
  }

  /// Whose values are URLs, or what stands behind the host of one.
  private static let urlHeaders: Set<String> = ["location", "content-location"]
}
