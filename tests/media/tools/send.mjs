// A photo by tus-js-client as it is published: cut in its middle, and sent on by a second client that knows its
// address alone. Standard input tells the rest; standard output gets what happened.
import { readFileSync } from "node:fs";
import * as tus from "tus-js-client";

const told = JSON.parse(readFileSync(0, "utf8"));
const photo = readFileSync(told.file);
const common = {
  endpoint: told.endpoint,
  headers: { Authorization: told.authorization },
  metadata: { filename: "photo.jpg", sha256: told.sha256, command: told.command },
  retryDelays: [0, 50, 100],
  ...told.options,
};

function send(options, cutAt) {
  return new Promise((resolve, reject) => {
    const upload = new tus.Upload(photo, {
      ...common,
      ...options,
      onError: reject,
      onSuccess: () => resolve({ url: upload.url, whole: true }),
      onChunkComplete: (_size, accepted) => {
        if (cutAt !== null && accepted >= cutAt) {
          upload.abort(told.terminate === true).then(() => resolve({ url: upload.url, accepted, whole: false }), reject);
        }
      },
    });
    upload.start();
  });
}

const first = await send({}, told.cut_at);
const second = first.whole || told.terminate ? null : await send({ uploadUrl: first.url }, null);
process.stdout.write(JSON.stringify({ first, second }));
