// Manifests to start from. Their names stand among the texts.
import clean from "./examples/clean.yaml";
import gpu from "./examples/gpu.yaml";
import overhead from "./examples/overhead.yaml";
import python from "./examples/python.yaml";
import settings from "./examples/settings.yaml";
import setup from "./examples/setup.yaml";
import spot from "./examples/spot.yaml";

export const EXAMPLES = {
  overhead: { text: overhead },
  setup: { text: setup },
  spot: { text: spot, config: "region: cn-hangzhou\n" },
  gpu: { text: gpu },
  settings: { text: settings },
  python: { text: python, config: "region: ap-southeast-1\ncurrency: USD\n" },
  clean: { text: clean },
};
