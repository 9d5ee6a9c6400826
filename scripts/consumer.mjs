// Receives what a controller publishes, and proves that nothing is missing. Also an example of a consumer.
import './consumer/main.mjs';
