// Every code of the contract has its status.

import JobWire
import Testing

@Suite struct WireCodeTests {
  @Test(arguments: [
    ("bad_request", 400), ("unauthenticated", 401), ("forbidden", 403), ("not_found", 404), ("method_not_allowed", 405),
    ("wait_expired", 408), ("invalid_state", 409), ("stale_fence", 409), ("duplicate", 409), ("gone", 410),
    ("precondition_failed", 412), ("payload_too_large", 413), ("unsupported_media_type", 415),
    ("idempotency_mismatch", 422), ("queue_full", 429), ("headers_too_large", 431), ("internal", 500),
    ("outcome_unknown", 500), ("shutting_down", 503), ("storage_full", 507), ("job_failed", 409),
    ("job_cancelled", 409),
    ("other_store", 409), ("output_gone", 410),
  ]) func codesKeepTheirStatus(code: String, status: Int) {
    #expect(WireCode(rawValue: code)?.status == status)
  }
}
