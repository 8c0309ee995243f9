// TensorFlow.js on its WASM backend. In Node it uses SIMD and one thread.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** @returns {Promise<import('../lines/inner-products.ts').Tfjs>} */
export async function open() {
  const tf = require('@tensorflow/tfjs-core');
  const { version_wasm: version } = require('@tensorflow/tfjs-backend-wasm');
  await tf.setBackend('wasm');
  await tf.ready();
  return {
    name: `tfjs-wasm ${version}`,
    gram(values, rows, cols, transpose) {
      const x = tf.tensor2d(values, [rows, cols]);
      const other = transpose ? x : tf.transpose(x);
      return {
        async multiply() {
          const product = tf.matMul(x, other, false, transpose);
          const [first] = await product.data();
          product.dispose();
          return first;
        },
        dispose: () => tf.dispose([x, other]),
      };
    },
  };
}
