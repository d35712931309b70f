const refuse = () => Promise.reject(new Error('The scan stays off the network.'))

module.exports = Object.assign(refuse, { get: refuse, head: refuse })
