// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// What ci/sdk runs: Doppler's SDK against $DOPPLER_API_HOST, with the secrets of testdata/api/seed.json.

const assert = require("assert");
const DopplerSDK = require("@dopplerhq/node-sdk").default;

const WHERE = ["backend", "dev"];
const [project, config] = WHERE;

function connect(accessToken) {
  const sdk = new DopplerSDK({ accessToken });
  sdk.setBaseUrl(process.env.DOPPLER_API_HOST);
  return sdk;
}
const sdk = connect("dp.pt.standin-right");
const secrets = sdk.secrets;

const cases = {
  async download() {
    const all = await secrets.download(...WHERE);
    assert.strictEqual(all.API_KEY, "standin-api-key-dev");
    assert.strictEqual(all.GREETING, "Grüße, 世界 👋");
    const few = await secrets.download(...WHERE, { format: "json", nameTransformer: "camel", secrets: "API_KEY" });
    assert.deepStrictEqual(few, { apiKey: "standin-api-key-dev" });
  },
  async list() {
    const { API_KEY, SIGNING_KEY } = (await secrets.list(...WHERE)).secrets;
    assert.strictEqual(API_KEY.computed, "standin-api-key-dev");
    assert.strictEqual(API_KEY.note, "rotated every quarter");
    assert.strictEqual(SIGNING_KEY.raw, null);
  },
  async names() {
    const { names } = await secrets.names(...WHERE);
    assert(names.includes("API_KEY") && names.includes("DOPPLER_CONFIG"));
  },
  async get() {
    const { name, value } = await secrets.get(...WHERE, "API_KEY");
    assert.deepStrictEqual([name, value.raw], ["API_KEY", "standin-api-key-dev"]);
  },
  async update() {
    const answer = await secrets.update({ project, config, secrets: { SDK_HERE: "v" } });
    assert.strictEqual(answer.secrets.SDK_HERE.raw, "v");
    const change = { name: "SDK_HERE", originalName: "SDK_HERE", value: "w" };
    await secrets.update({ project, config, change_requests: [change] });
    assert.strictEqual((await secrets.download(...WHERE)).SDK_HERE, "w");
  },
  async updateNote() {
    const note = { secret: "SDK_HERE", note: "why" };
    assert.deepStrictEqual(await secrets.updateNote({ project, ...note }), note);
    assert.strictEqual((await secrets.get(...WHERE, "SDK_HERE")).value.note, "why");
  },
  async delete() {
    await secrets.delete(...WHERE, "SDK_HERE");
    await assert.rejects(secrets.get(...WHERE, "SDK_HERE"), { statusCode: 404 });
  },
  async me() {
    assert.strictEqual((await sdk.auth.me()).name, "Robin Standin");
  },
  async refusals() {
    await assert.rejects(connect("dp.pt.unknown").secrets.download(...WHERE), { statusCode: 401 });
    await assert.rejects(connect("dp.pt.standin-no-access").secrets.names(...WHERE), { statusCode: 403 });
    const reader = connect("dp.st.prd.standin-read").secrets;
    await assert.rejects(reader.update({ project, config: "prd", secrets: { A: "1" } }), { statusCode: 403 });
    await assert.rejects(secrets.download(project, "none"), { statusCode: 404 });
  },
};

(async () => {
  let passed = 0, failed = 0;
  for (const [name, run] of Object.entries(cases)) {
    try {
      await run();
      passed += 1;
      console.log("ok " + name);
    } catch (error) {
      failed += 1;
      console.log("not ok " + name + "\n" + error.stack);
    }
  }
  console.log(passed + " passed, " + failed + " failed");
  process.exit(failed > 0 ? 1 : 0);
})();
